// Which HTTP requests are read from a command, whatever the client and the order and spelling of its flags.
import { describe, expect, test } from "bun:test"
import { traceCommand } from "../../rules/shell/trace-command.ts"
import { ruleContext } from "./rule-context.ts"

const requestsOf = (command: string) =>
  traceCommand(command, ruleContext)
    .flatMap(({ requests }) => requests)
    .map(({ method, host, path }) => `${method} ${host}${path}`)

describe("requests of a command", () => {
  test.each([
    ["curl https://Example.com/a?b=c#d", "GET example.com:443/a"],
    ["curl -XDELETE example.com", "DELETE example.com:80/"],
    ["curl -sXDELETE example.com:9200/a", "DELETE example.com:9200/a"],
    ["curl --request=delete http://u:p@example.com/a", "DELETE example.com:80/a"],
    ["curl a.org/b -d x=1", "POST a.org:80/b"],
    ["curl -G a.org/b -d x=1", "GET a.org:80/b"],
    ["curl -T file a.org/b", "PUT a.org:80/b"],
    ["curl --json '{}' --url a.org/b", "POST a.org:80/b"],
    ["curl https:/a.org/b", "GET a.org:443/b"],
    ["curl 'http://[::1]:9200/a'", "GET [::1]:9200/a"],
    ["curl -X DELETE $X/a", "DELETE \0:80/a"],
    ["wget --method=DELETE a.org/b", "DELETE a.org:80/b"],
    ["wget --post-data=x a.org/b", "POST a.org:80/b"],
    ["http DELETE :9200/a", "DELETE localhost:9200/a"],
    ["http :/a", "GET localhost:80/a"],
    ["http -a me:pw delete a.org/b", "DELETE a.org:80/b"],
    ["http a.org/b name=x", "POST a.org:80/b"],
    ["http a.org/b X-Header:x q==1", "GET a.org:80/b"],
    ["xh put a.org/b", "PUT a.org:80/b"],
    ["gh api repos/a/b -X DELETE", "DELETE api.github.com:443/repos/a/b"],
    ["gh api --method=DELETE /repos/a/b", "DELETE api.github.com:443/repos/a/b"],
    ["gh api graphql -f query=x", "POST api.github.com:443/graphql"],
    ["glab api -X DELETE projects/1", "DELETE gitlab.com:443/projects/1"],
    ["az rest -m delete -u https://management.azure.com/a?v=1", "DELETE management.azure.com:443/a"],
    ["Invoke-RestMethod -Method Delete -Uri https://a.org/b", "DELETE a.org:443/b"],
    ["env A=1 sh -c 'curl -X DELETE a.org'", "DELETE a.org:80/"],
  ])("%s", (command, request) => {
    expect(requestsOf(command)).toEqual([request])
  })

  test.each(["gh pr list", "az vm list", "echo curl -X DELETE a.org", "git fetch https://a.org/b"])(
    "none in %s",
    (command) => {
      expect(requestsOf(command)).toEqual([])
    },
  )

  test("several addresses are several requests", () => {
    expect(requestsOf("curl -X DELETE a.org b.org/c")).toEqual(["DELETE a.org:80/", "DELETE b.org:80/c"])
  })
})
