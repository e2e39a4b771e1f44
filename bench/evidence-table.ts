// Prints what each sign of a failed attempt catches, and its false alarms, on tool loops that were written by hand:
// it shows that the table does what it says, not how often models fail like this. `bun bench/evidence-table.ts`
import { stepsOf } from "../provider/attempt-steps.ts"
import { judgeAttempt, SIGNS } from "../provider/judge-attempt.ts"
import { namesProject, wantsChange } from "../provider/wants-change.ts"
import { changesOf, loops, promptOf } from "../test/provider/scripted-loops.ts"

const judged = loops.map((loop) => {
  const { prompt, exits } = promptOf(loop)
  const { ask, closing, finish = "stop", failed } = loop
  const steps = stepsOf(prompt, (id) => exits.get(id))
  const signs = judgeAttempt({
    steps,
    closing,
    finish,
    wantedChange: wantsChange(ask),
    namesProject: namesProject(ask),
    changes: changesOf(loop),
  })
  return { failed, names: new Set(signs.map(({ name }) => name)) }
})
const failing = judged.filter(({ failed }) => failed)
const fine = judged.filter(({ failed }) => !failed)

console.log(`${loops.length} scripted loops: ${failing.length} failed, ${fine.length} did not.\n`)
console.log("| sign | fires at | caught | false alarms | source |\n|---|---|---|---|---|")
for (const { name, threshold, source } of SIGNS) {
  const [caught, wrong] = [failing, fine].map((rows) => rows.filter(({ names }) => names.has(name)).length)
  console.log(
    `| ${name} | ${threshold} | ${caught}/${failing.length} | ${wrong}/${fine.length} | ${source} |`,
  )
}
const any = (rows: typeof judged) => rows.filter(({ names }) => names.size > 0).length
console.log(`| any | | ${any(failing)}/${failing.length} | ${any(fine)}/${fine.length} | |`)
