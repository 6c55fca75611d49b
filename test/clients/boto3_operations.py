"""Takes every step with boto3, in one process, and prints what it heard as a JSON array.

Standard input is a JSON object: `endpoint`, `account`, `region`, `lists` (arrays of steps) and `values`. Calls of one
list happen one after the other, and what a step saves is known to those after it.
"""

import base64
import json
import re
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

SERVICES = {
    "states": "stepfunctions",
    "iam": "iam",
    "sts": "sts",
    "lambda": "lambda",
    "events": "events",
    "batch": "batch",
    "ecs": "ecs",
    "glue": "glue",
    "sqs": "sqs",
    "sns": "sns",
}


def fill_in(value, values):
    """`value` with the names in angle brackets replaced."""
    if isinstance(value, str):
        return re.sub(r"<(\w+)>", lambda name: values.get(name[1], name[0]), value)
    if isinstance(value, list):
        return [fill_in(member, values) for member in value]
    if isinstance(value, dict):
        return {
            name: base64.b64decode(member) if name == "ZipFile" else fill_in(member, values)
            for name, member in value.items()
        }
    return value


def value_at(value, pointer):
    """The value at a JSON pointer, or None."""
    for name in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(name)] if int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            return None
    return value


def plain(value):
    """What JSON lacks, as text."""
    return value.read().decode() if hasattr(value, "read") else value.isoformat()


def call(client, step, values):
    """What the step's call answers, or what it is refused with."""
    method = getattr(client, xform_name(step["operation"]))
    try:
        answer = method(**fill_in(step["input"], values))
    except ClientError as error:
        refused = error.response["Error"]
        return {"refused": {"code": refused["Code"], "message": refused.get("Message", "")}}
    answer.pop("ResponseMetadata", None)
    return {"answer": json.loads(json.dumps(answer, default=plain))}


def main():
    asked = json.load(sys.stdin)
    clients = {
        service: boto3.client(
            name,
            endpoint_url=asked["endpoint"],
            region_name=asked["region"],
            aws_access_key_id=asked["account"],
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1}, inject_host_prefix=False),
        )
        for service, name in SERVICES.items()
    }
    heard = []
    for steps in asked["lists"]:
        values = dict(asked["values"])
        for step in steps:
            answer = call(clients[step["service"]], step, values)
            for name, pointer in step.get("saves", {}).items():
                values[name] = str(value_at(answer.get("answer"), pointer))
            heard.append({**answer, "values": values.copy()})
    json.dump(heard, sys.stdout)


main()
