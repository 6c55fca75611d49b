"""Runs a state machine once in moto and prints how many seconds it took. A second one in the same process fails in moto."""

import json
import sys
import time

import boto3
import moto

told = json.load(sys.stdin)
role = "arn:aws:iam::123456789012:role/bench"
credentials = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "us-east-1"}

with moto.mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    states = boto3.client("stepfunctions", **credentials)
    machine = states.create_state_machine(name="Loop", definition=told["definition"], roleArn=role)
    started = states.start_execution(stateMachineArn=machine["stateMachineArn"], input='{"n": 0}')
    while True:
        # Rarely, because it runs in this process.
        time.sleep(0.2)
        execution = states.describe_execution(executionArn=started["executionArn"])
        if execution["status"] != "RUNNING":
            break
    if execution["status"] != "SUCCEEDED":
        sys.exit(f"the execution ended {execution['status']}: {execution.get('cause')}")
    if json.loads(execution["output"]) != told["output"]:
        sys.exit(f"its output is {execution['output']}")
    seconds = (execution["stopDate"] - execution["startDate"]).total_seconds()

print(json.dumps({"version": moto.__version__, "seconds": seconds}))
