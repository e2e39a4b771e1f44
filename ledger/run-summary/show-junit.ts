// The summary of a run as a JUnit report, which GitLab, Jenkins, Azure and others show beside a change: one case for each
// promise that a run can break. Pure.
import { formatUsd } from "../money.ts"
import type { RunDocument } from "./run-document.ts"

interface Case {
  name: string
  /** Why it failed; undefined where it held. */
  failure: string | undefined
  output: string
}

export function showJunit(run: RunDocument): string {
  const cases = casesOf(run)
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="${secondsOf(run)}"`
  const suite = `name="ralex" ${counts} timestamp="${run.startedAt}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite ${suite}>
    <properties>
${propertiesOf(run)
  .map(([name, value]) => `      <property name="${xml(name)}" value="${xml(value)}"/>`)
  .join("\n")}
    </properties>
${cases.map(showCase).join("\n")}
  </testsuite>
</testsuites>
`
}

function casesOf({ verdict, calls, blocks, checks, costNano }: RunDocument): Case[] {
  const check = checks.at(-1)
  const spent = `${calls.answered} calls, ${formatUsd(BigInt(costNano))}`
  const blocked = blocks.newest.map(({ tool, rule, reason }) => `${tool}: ${rule}: ${reason}`).join("\n")
  const unanswered = calls.unanswered.join("\n")
  const on = (kind: RunDocument["verdict"], sentence: string) => (verdict === kind ? sentence : undefined)
  return [
    {
      name: "comes to its end",
      failure:
        on("running", "It was not at its end when this was written: a signal stopped it.") ??
        on("error", "OpenCode ended on an error."),
      output: unanswered,
    },
    { name: "stays within its budget", failure: on("budget", "A budget stopped it."), output: spent },
    {
      name: "does nothing destructive",
      failure: blocks.fail && blocks.total > 0 ? `${blocks.total} actions were blocked.` : undefined,
      output: blocked,
    },
    {
      name: "needs no permission that nobody gives",
      failure: on("rejected", "A permission was rejected, and nothing was done."),
      output: "",
    },
    {
      name: "passes its verification",
      failure: on("unverified", check?.sentence ?? "Verification still failed at the end."),
      output: checks.map(({ outcome, sentence }) => `${outcome}: ${sentence}`).join("\n"),
    },
  ]
}

function showCase({ name, failure, output }: Case): string {
  const inside = [
    ...(failure === undefined ? [] : [`      <failure message="${xml(failure)}">${xml(output)}</failure>`]),
    ...(output === "" ? [] : [`      <system-out>${xml(output)}</system-out>`]),
  ]
  const open = `    <testcase classname="ralex" name="${xml(name)}"`
  return inside.length === 0 ? `${open}/>` : `${open}>\n${inside.join("\n")}\n    </testcase>`
}

function propertiesOf({ run, verdict, exitCode, calls, blocks, ...money }: RunDocument): [string, string][] {
  return [
    ["run", run],
    ["verdict", verdict],
    ["exitCode", exitCode === null ? "" : String(exitCode)],
    ["calls", String(calls.answered)],
    ["costUsd", String(money.costUsd)],
    ["savedUsd", String(money.savedUsd)],
    ["blocks", String(blocks.total)],
  ]
}

function secondsOf({ startedAt, endedAt }: RunDocument): string {
  if (endedAt === null) return "0"
  return ((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(3)
}

/** XML 1.0 has no place for most control characters, nor for halves of characters, even escaped. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
