// What a one-liner asks of a cloud by a library is judged like the command that does the same.
import { expect, test } from "bun:test"
import { judgeCommand } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

test.each([
  [
    `python3 -c "import boto3; boto3.client('s3').delete_bucket(Bucket='b')"`,
    "cloud.account-or-cluster-delete",
  ],
  [
    `python3 -c "import boto3; boto3.client('ec2').terminate_instances(InstanceIds=['i-1'])"`,
    "cloud.aws-delete",
  ],
  [`python3 -c "import boto3; boto3.resource('s3').Bucket('b').objects.all().delete()"`, "cloud.aws-delete"],
  [
    `node -e 'const {S3Client,DeleteObjectCommand}=require("@aws-sdk/client-s3"); new S3Client().send(new DeleteObjectCommand({}))'`,
    "cloud.aws-delete",
  ],
  [
    `python3 -c "from google.cloud import storage; storage.Client().bucket('b').delete(force=True)"`,
    "cloud.google-delete",
  ],
  [
    `python3 -c "from azure.mgmt.resource import X; X().resource_groups.begin_delete('rg')"`,
    "cloud.azure-delete",
  ],
  [
    `python3 -c "from kubernetes import client; client.CoreV1Api().delete_namespace('prod')"`,
    "kubernetes.namespace-delete",
  ],
  [`python3 -c "import docker; docker.from_env().volumes.prune()"`, "containers.prune"],
  [
    `python3 -c "import requests; requests.delete('https://api.cloudflare.com/client/v4/zones/1')"`,
    "cloud.api-delete",
  ],
  [`node -e 'fetch("https://api.vercel.com/v9/projects/x", {method: "DELETE"})'`, "cloud.api-delete"],
])("%s", (command, rule) => {
  expect(judgeCommand(command, ruleContext)).toMatchObject({ rule })
})

test.each([
  `python3 -c "import boto3; print(boto3.client('s3').list_buckets())"`,
  `python3 -c "from kubernetes import client; client.CoreV1Api().list_namespace()"`,
  `python3 -c "import requests; requests.delete('http://localhost:3000/items/1')"`,
  `node -e 'fetch("http://localhost:3000/x", {method: "DELETE"})'`,
  `node -e 'new Map().delete("https://api.vercel.com")'`,
])("%s goes on", (command) => {
  expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
})
