// What interpreter code asks of a cloud, a service or a database by its libraries, told as the command that would do the same.

interface Library {
  /** How code names it. */
  used: RegExp
  /** Its calls that take something away; the group is the call's name. */
  call: RegExp
  command: (call: string) => string[]
}

const aws = (call: string) => ["aws", "sdk", inDashes(call)]

const LIBRARIES: readonly Library[] = [
  {
    used: /\b(aio)?boto(3|core)\b/,
    call: /\.((?:delete|terminate|purge|deregister|remove|revoke|detach|disable|release|batch_delete|schedule_key)\w{0,60})\s?\(/g,
    command: aws,
  },
  {
    used: /@aws-sdk\//,
    call: /\b((?:Delete|Terminate|Purge|Deregister|Remove|Revoke|Detach|Disable|BatchDelete|ScheduleKey)\w{0,60})Command\b/g,
    command: aws,
  },
  {
    used: /\baws-sdk\b/,
    call: /\.((?:delete|terminate|purge|deregister|remove|revoke|detach|disable)[A-Z]\w{0,60})\s?\(/g,
    command: aws,
  },
  {
    used: /\bgoogle\.cloud\b|@google-cloud\/|\bgoogleapis\b|\bfirebase[-_]admin\b/,
    call: /\.((?:delete|destroy|purge|remove)\w{0,60})\s?\(/g,
    command: () => ["gcloud", "sdk", "delete"],
  },
  {
    used: /\bazure\.|@azure\//,
    call: /\.((?:begin_?)?(?:delete|purge|deallocate)\w{0,60})\s?\(/gi,
    command: () => ["az", "sdk", "delete"],
  },
  {
    used: /\bkubernetes\b|@kubernetes\/client-node/,
    call: /\.(delete_?(?:namespace|collection|node|persistent|cluster|custom)\w{0,60})\s?\(/gi,
    command: (call) => ["kubectl", "delete", /^delete_?namespace$/i.test(call) ? "namespace" : "resource"],
  },
  {
    used: /\bdocker\b|\bdockerode\b/,
    call: /\b(?:containers|volumes|images|networks|docker)\.(prune\w{0,40})\s?\(/g,
    command: () => ["docker", "system", "prune"],
  },
  {
    used: /\balgolia|\bmeilisearch\b|\btypesense\b|\belasticsearch\b|\bopensearch/i,
    call: /\.((?:clear(?:objects|index|rules|synonyms)|delete(?:index|by|_?by_?query|_?all|objects?|documents?)|indices\.(?:delete|close))\w{0,40})\s?\(/gi,
    command: () => ["algolia", "sdk", "delete"],
  },
  // Names that only such a service's client has.
  {
    used: /\.(?:clearObjects|deleteIndex|deleteByQuery|deleteBy)\s?\(/,
    call: /\.(clearObjects|deleteIndex|deleteByQuery|deleteBy)\s?\(/g,
    command: () => ["algolia", "sdk", "delete"],
  },
  {
    used: /\bstripe\b|\bbraintree\b|\bsquareup?\b|\bpaypal\b/i,
    call: /\.((?:delete|del|cancel|refund|void|archive)\w{0,40})\s?\(/gi,
    command: () => ["stripe", "sdk", "delete"],
  },
]

const DELETES_BY_NAME =
  /\b(?:requests|httpx|axios|got|ky|\w{0,20}(?:session|client|http|agent|api))\.(?:delete|del)\s?\(\s?[fr]?["'`](https?:\/\/[^"'`\s]{1,400})/gi
const DELETES_BY_METHOD =
  /\bmethod["']?\s?[:=]>?\s?["'`]DELETE\b|\brequest\(\s?["'`]DELETE\b|Net::HTTP::Delete|HttpDelete|CUSTOMREQUEST["']?\s?,\s?["']DELETE\b/i
const ADDRESS = /["'`](https?:\/\/[^"'`\s]{1,400})/g

/** What is executed, queried or run as text: `cursor.execute("…")`, ``pool.query(`…`)``. */
const STATEMENT =
  /\.(?:execute(?:script|many|_sql|raw|rawunsafe)?|query|exec|raw|run|do|\$executerawunsafe)\s?\(\s?(?:text\(\s?)?[frb]?(["'`]{1,3})([^"'`]{1,2000})/gi

function statementsOfCode(code: string): string[][] {
  return [...code.matchAll(STATEMENT)].map(([, , statement = ""]) => ["psql", "-c", statement])
}

export function scanCloudCalls(code: string): string[][] {
  const calls = LIBRARIES.filter(({ used }) => used.test(code)).flatMap(({ call, command }) =>
    [...code.matchAll(call)].map(([, name = ""]) => command(name)),
  )
  const addresses = [...code.matchAll(DELETES_BY_METHOD.test(code) ? ADDRESS : DELETES_BY_NAME)]
  return [
    ...calls,
    ...statementsOfCode(code),
    ...addresses.map(([, address = ""]) => ["curl", "-X", "DELETE", address]),
  ]
}

/** `DeleteBucket` and `delete_bucket` are `delete-bucket`. */
function inDashes(name: string): string {
  return name
    .replaceAll("_", "-")
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, "-")
    .toLowerCase()
}
