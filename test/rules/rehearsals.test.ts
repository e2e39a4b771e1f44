// What makes a command harmless, a rehearsal or a question for help, and what only looks as if it did.
import { expect, test } from "bun:test"
import { judgeCommand } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

test.each([
  "aws s3 sync a s3://b --delete --dryrun",
  "aws ec2 terminate-instances --instance-ids i-1 --dry-run",
  "aws ec2 terminate-instances help",
  "kubectl delete deploy x --all --dry-run=server",
  "kubectl delete deploy x --help",
  "kubectl delete deploy x -h",
  "helm uninstall x --dry-run",
  "gcloud projects delete p --help",
  "docker run --privileged=false alpine ls",
])("%s goes on", (command) => {
  expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
})

test.each([
  "aws ec2 terminate-instances --instance-ids i-1 --dry-run --no-dry-run",
  "aws sqs delete-queue --queue-url x help",
  "kubectl delete deploy x --dry-run=none",
  "kubectl delete deploy x --dry-run=client --dry-run=none",
  "kubectl delete deploy x --as --help",
  "kubectl delete deploy x -- --help",
  "helm uninstall x --description --dry-run",
  "docker volume rm data help",
  "docker run --privileged=true alpine ls",
])("%s is denied", (command) => {
  expect(judgeCommand(command, ruleContext).kind).not.toBe("allow")
})

test.each([
  ["docker run --rm amazon/aws-cli s3 rb s3://x", "cloud.account-or-cluster-delete"],
  ["docker run --rm -v .:/w hashicorp/terraform:1.9 destroy", "infrastructure.destroy"],
  ["docker run --rm --entrypoint sh alpine -c 'git reset --hard'", "git.reset-hard"],
  ["docker compose exec web git reset --hard", "git.reset-hard"],
  ["docker container exec web git reset --hard", "git.reset-hard"],
  ["npx firebase-tools@latest firestore:delete x", "cloud.platform-delete"],
  ["npx aws-cdk destroy", "infrastructure.destroy"],
  ["yarn wrangler delete", "cloud.edge-delete"],
  ["ansible all -m shell -a 'git reset --hard'", "git.reset-hard"],
  ["salt '*' cmd.run 'git reset --hard'", "git.reset-hard"],
  ["pdsh -w a,b git reset --hard", "git.reset-hard"],
  ["gcloud compute ssh vm --command 'git reset --hard'", "git.reset-hard"],
  ["aws-vault exec prod -- aws s3 rb s3://x", "cloud.account-or-cluster-delete"],
])("%s is followed to %s", (command, rule) => {
  expect(judgeCommand(command, ruleContext)).toMatchObject({ rule })
})

test.each([
  "docker run -v /:/host alpine ls",
  "docker run -v ~:/root alpine ls",
  "docker run --mount type=bind,source=/,target=/host alpine ls",
  "chmod 666 /var/run/docker.sock",
])("%s reaches the machine and is denied", (command) => {
  expect(judgeCommand(command, ruleContext).kind).not.toBe("allow")
})

test.each([
  "source <(helm completion bash)",
  "source <(docker completion zsh)",
  'eval "$(minikube docker-env)"',
  "docker run --rm hashicorp/terraform:1.9 plan",
  "docker run -it --entrypoint '' alpine ls",
])("%s is ordinary work", (command) => {
  expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
})
