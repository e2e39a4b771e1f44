// What doctor finds, said at the end of another command: what is wrong, and how much is not.
import type { Context } from "../context.ts"
import { examine } from "./examine.ts"
import { forPeople } from "./for-people.ts"

export async function tellFindings(context: Context): Promise<void> {
  const findings = await examine(context, { network: "online" })
  const wrong = findings.filter(({ level }) => level !== "ok")
  for (const finding of wrong) context.say(Bun.stripANSI(forPeople(finding)).trimEnd()) // what is said has no colours
  const fine = findings.length - wrong.length
  context.say(
    `ralex doctor: ${fine} of ${findings.length} checks are fine${wrong.length > 0 ? "; the others are above" : ""}.`,
  )
}
