# Runs inside a function's own process: imports the handler named by _HANDLER, then serves one invocation after another.
# Requests come on descriptor 3, reports go to descriptor 4 (see frames.ts); standard output is the function's log.

import decimal
import importlib
import json
import logging
import math
import os
import re
import signal
import struct
import sys
import time
import traceback

REQUEST_DESCRIPTOR = 3
REPORT_DESCRIPTOR = 4
READY, RESULT, ERROR, FATAL, TOO_LARGE = range(5)
RESPONSE_BYTES_MAX = 6_291_556
# Address space beyond the memory setting: the interpreter, its libraries, and the stacks of threads.
INTERPRETER_BYTES = 512 * 1024 * 1024
NO_BREAK_SPACE = "\u00a0"

# The function may change its environment and its directory; what the bootstrap needs is kept here.
environment = dict(os.environ)
task_root = environment["LAMBDA_TASK_ROOT"]
page_bytes = os.sysconf("SC_PAGE_SIZE")
current_request_id = ""


class Fault(Exception):
    """A failure that the runtime names, rather than the function."""

    def __init__(self, kind, message, stack_trace=()):
        super().__init__(message)
        self.error_type = "Runtime." + kind
        self.stack_trace = list(stack_trace)


def runtime_minor():
    found = re.search(r"python3\.(\d+)", environment.get("AWS_EXECUTION_ENV", ""))
    return int(found.group(1)) if found else 0


class Encoder(json.JSONEncoder):
    """JSON as Lambda's runtime writes it: bytes as text, decimals as numbers of the same digits."""

    def __init__(self):
        super().__init__(ensure_ascii=runtime_minor() < 12)
        # Unknowable to the function, so that no text of its own is taken for a decimal.
        self.mark = "decimal:" + os.urandom(12).hex() + ":"
        self.marked = re.compile('"' + self.mark + '([^"]*)"')

    def default(self, value):
        if isinstance(value, bytes):
            return value.decode("utf-8")
        if isinstance(value, decimal.Decimal):
            return math.nan if value.is_nan() else self.mark + str(value)
        return super().default(value)

    def encode(self, value):
        text = super().encode(value)
        return self.marked.sub(r"\1", text) if self.mark in text else text


to_json = Encoder().encode


def read_exactly(count):
    """The next `count` bytes, or None once the server is gone."""
    data = os.read(REQUEST_DESCRIPTOR, count)
    if len(data) == count:
        return data
    parts = bytearray(data)
    while data and len(parts) < count:
        data = os.read(REQUEST_DESCRIPTOR, count - len(parts))
        parts += data
    return bytes(parts) if len(parts) == count else None


def read_request():
    lengths = read_exactly(8)
    if lengths is None:
        return None
    header_bytes, payload_bytes = struct.unpack(">II", lengths)
    body = read_exactly(header_bytes + payload_bytes)
    if body is None:
        return None
    return json.loads(body[:header_bytes]), body[header_bytes:]


def report(kind, payload=b""):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # The function closed or replaced it.
            pass
    if len(payload) > RESPONSE_BYTES_MAX:
        kind, payload = (FATAL if kind == FATAL else TOO_LARGE), b""
    frame = memoryview(struct.pack(">BII", kind, len(payload), resident_kibibytes()) + payload)
    while frame:
        frame = frame[os.write(REPORT_DESCRIPTOR, frame) :]


def resident_kibibytes():
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * page_bytes // 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def error_payload(message, error_type, stack_trace, request_id):
    return {
        "errorMessage": message,
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": [line.replace(task_root, "/var/task") for line in stack_trace],
    }


def describe(error, request_id):
    """The payload Lambda answers a failed invocation with."""
    if isinstance(error, Fault):
        return error_payload(str(error), error.error_type, error.stack_trace, request_id)
    # Plain tuples print without the markers that newer versions put below each line.
    frames = [(each.filename, each.lineno, each.name, each.line) for each in traceback.extract_tb(error.__traceback__)]
    while frames and frames[0][0] == __file__:
        frames.pop(0)
    return error_payload(str(error), type(error).__name__, traceback.format_list(frames), request_id)


def log_error(payload):
    lines = ["[ERROR] " + payload["errorType"] + (": " + payload["errorMessage"] if payload["errorMessage"] else "")]
    lines.append("Traceback (most recent call last):")
    for entry in payload["stackTrace"]:
        for line in entry.splitlines():
            text = line.lstrip(" ")
            lines.append(NO_BREAK_SPACE * (len(line) - len(text)) + text)
    print("\n".join(lines))


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = current_request_id
        return True


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    layout = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(logging.Formatter(layout, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


def limit_memory():
    try:
        import resource

        limit = int(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) * 1024 * 1024 + INTERPRETER_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):  # Not every system limits address space.
        pass


def load_handler(name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("MalformedHandlerName", "Bad handler '{}': {}".format(name, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("BuiltInModuleConflict", "Cannot use built-in module {} as a handler module".format(module_name))
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("ImportModuleError", "Unable to import module '{}': {}".format(module_name, error))
    except SyntaxError as error:
        where = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Fault("UserCodeSyntaxError", "Syntax error in module '{}': {}".format(module_name, error), [where])
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("HandlerNotFound", "Handler '{}' missing on module '{}'".format(function_name, module_name))


class ClientContext:
    __slots__ = ["custom", "env", "client"]


class Client:
    __slots__ = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]


class CognitoIdentity:
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]


def from_members(kind, members):
    if members is None:
        return None
    made = kind()
    for name in kind.__slots__:
        setattr(made, name, members.get(name))
    return made


class LambdaContext:
    def __init__(self, header):
        self.aws_request_id = header["requestId"]
        self.invoked_function_arn = header["invokedFunctionArn"]
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = from_members(CognitoIdentity, {})
        self.client_context = None
        if header.get("clientContext"):
            self.client_context = from_members(ClientContext, json.loads(header["clientContext"]))
            self.client_context.client = from_members(Client, self.client_context.client)
        self._deadline_at = header["deadlineAt"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_at - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def marshal(result):
    """A function that returns bytes answers them as they are."""
    if isinstance(result, bytes):
        return result
    try:
        return to_json(result).encode("utf-8", "surrogatepass")
    except MemoryError:
        raise
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: {}".format(error))


def invoke(handler, header, payload):
    try:
        try:
            event = json.loads(payload)
        except ValueError as error:
            raise Fault("UnmarshalError", "Unable to unmarshal input: {}".format(error))
        answer = marshal(handler(event, LambdaContext(header)))
    except MemoryError:
        die_of_memory()
    except Exception as error:
        failure = describe(error, header["requestId"])
        log_error(failure)
        report(ERROR, to_json(failure).encode("utf-8", "surrogatepass"))
    else:
        report(RESULT, answer)


def die_of_memory():
    """Lambda kills a function that needs more memory than it has; the exception only comes before that here."""
    try:
        sys.stdout.flush()
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def main():
    global current_request_id
    for descriptor in (REQUEST_DESCRIPTOR, REPORT_DESCRIPTOR):
        os.set_inheritable(descriptor, False)
    os.dup2(1, 2)  # One pipe, so that the log keeps the order in which lines were written.
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    sys.path[0] = task_root
    set_up_logging()
    limit_memory()
    try:
        handler = load_handler(environment["_HANDLER"])
    except MemoryError:
        die_of_memory()
    except Exception as error:
        failure = describe(error, "")
        log_error(failure)
        report(FATAL, to_json(failure).encode("utf-8", "surrogatepass"))
        sys.exit(1)
    report(READY)
    while True:
        request = read_request()
        if request is None:
            return
        header, payload = request
        current_request_id = header["requestId"]
        if header.get("traceId"):
            os.environ["_X_AMZN_TRACE_ID"] = header["traceId"]
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        invoke(handler, header, payload)


main()
