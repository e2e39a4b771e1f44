// `/ralex-allow CODE`: lets one blocked action of this session pass, once and soon. Only a person says it, and only a
// person was shown the code; said without one, it shows the newest codes anew.
import { atUtc, type CodeOutcome, type Ledger, type Permit } from "../../ledger/index.ts"
import { isAttended } from "../is-attended.ts"
import { CODE_MINUTES, GRANT_MINUTES, type ShownCode, sayCodes } from "../lift/lift-once.ts"
import { newCode, readCode } from "../lift/permit-code.ts"
import { hashCode } from "../lift/permit-hash.ts"
import { verdictLedger } from "../verdict-ledger.ts"
import type { SaidBy, SlashCommand } from "./slash-command.ts"

const NAME = "ralex-allow"

/** Codes that are shown anew at once. */
const MOST_SHOWN = 3

export const ralexAllow: SlashCommand = {
  name: NAME,
  description: "Let one action that Ralex blocked pass once, by its code",
  answer: async (words, by) => {
    const { environment, loaded } = by.instance
    if (loaded.config.mode === "off")
      return "Ralex's mode is off: it blocks nothing, so there is nothing to allow."
    if (!isAttended(by.instance))
      return "Nothing is lifted in `opencode run` or in CI: no person is there to see a code."
    const ledger = await verdictLedger(by.instance)
    if (words.length === 0) return showAnew(ledger, by)
    const { rootSession, at } = by
    const code = hashCode(readCode(words.join("")), rootSession, environment)
    const until = new Date(at.getTime() + GRANT_MINUTES * 60_000)
    return sentenceOf(await ledger.grantPermit({ at, until, rootSession, code }))
  },
}

function sentenceOf(outcome: CodeOutcome): string {
  switch (outcome.kind) {
    case "granted":
      return `Allowed once, until ${atUtc(outcome.permit.until)}: ${nameOf(outcome.permit)}. Now tell the model to try exactly that again.`
    case "none-open":
      return `No blocked action of this session waits for a code, so nothing was allowed. A code holds for ${CODE_MINUTES} minutes and counts once; the next time that the action is blocked there is a new one.`
    case "wrong":
      return outcome.left > 0
        ? `That is no code of this session, so nothing was allowed. After ${outcome.left} more wrong ones all its codes are void. \`/${NAME}\` alone shows them anew.`
        : "That is no code of this session, and it was the last try: all its codes are void. The next time that an action is blocked there is a new one."
  }
}

/** Nobody knows a code but who was shown it, so each gets another one. */
async function showAnew(ledger: Ledger, { instance, rootSession, at }: SaidBy): Promise<string> {
  const open = await ledger.openPermits(rootSession, at)
  if (open.length === 0) return sentenceOf({ kind: "none-open" })
  const codes: ShownCode[] = []
  for (const permit of open.slice(-MOST_SHOWN)) {
    const code = newCode()
    await ledger.recodePermit(permit.id, hashCode(code, rootSession, instance.environment))
    codes.push({ code, what: nameOf(permit), until: permit.until })
  }
  sayCodes(instance, codes)
  const list = open.map((permit) => `- ${nameOf(permit)}, until ${atUtc(permit.until)}\n`).join("")
  const last = open.length > MOST_SHOWN ? `of the last ${MOST_SHOWN} ` : ""
  return `These wait for their code, and a notice shows new codes ${last}in place of the old:\n\n${list}`
}

/** In backticks, out of which nothing of the action breaks. */
function nameOf({ subject, rule }: Permit): string {
  return `\`${subject.replaceAll("`", "'")}\` (${rule})`
}
