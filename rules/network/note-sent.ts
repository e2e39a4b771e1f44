// What leaves this machine by an execution: the files whose content it sends, whole environments, shells that it hands
// to the other side. Worked out when the execution is reported, from its arguments and from what made its input and words.
import type { Channel, Effect, Execution } from "../execution.ts"
import type { ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { contentOf } from "./content-of.ts"
import { DROPS } from "./drops.ts"
import { networkClass } from "./network-class.ts"
import { printsEnvironment } from "./prints-environment.ts"
import { hostsOfSecret, isOwnLogin } from "./prints-secret.ts"
import { pushesElsewhere } from "./pushes-elsewhere.ts"
import { readAddress } from "./read-address.ts"
import { remoteShell } from "./remote-shell.ts"
import { variableOf } from "./secret-variable.ts"
import type { Sending } from "./sending.ts"
import { sendingOf } from "./sending-of.ts"
import { shownBy } from "./shown-by.ts"
import { type Telling, tellsVariable } from "./tells-variable.ts"
import { tunnelsNames } from "./tunnels-names.ts"

/** Adds to the effects and traits of the execution. */
export function noteSent(execution: Execution, state: ShellState, walk: Walk): void {
  const makers = { input: state.inputFrom ?? [], words: state.wordsFrom ?? [] }
  if (makers.input.length + makers.words.length > 0)
    walk.madeFrom.set(execution, [...makers.input, ...makers.words])
  if (printsEnvironment(execution, state.input)) execution.traits.push("prints-environment")
  if (remoteShell(execution, makers.input)) execution.traits.push("reverse-shell")
  if (tunnelsNames(execution, makers.words)) execution.traits.push("dns-tunnel")
  if (pushesElsewhere(execution, walk.reported)) execution.traits.push("foreign-remote")
  if (tellsSecret(execution, walk)) execution.traits.push("holds-secret")
  const sending = sendingOf(execution, state) ?? throughDevice(execution, makers.input)
  const isListed = state.origin === "xargs" || state.origin === "parallel"
  if (!sending) {
    const words = isListed ? [...makers.words, ...makers.input] : makers.words
    if (words.length === 0) return
    const to = execution.effects.filter(isFetch).map(({ target }) => target)
    noteSecret(execution, words, [], to)
    if (to.length > 0) noteVariable(execution, { channel: undefined, to, bodies: [] }, state)
    return
  }
  const to = destinationsOf(execution, sending)
  if (to.length > 0 && to.every((address) => networkClass(address) === "loopback")) return
  const channel: Channel = to.some(isDrop) ? "drop" : sending.channel
  const fromInput = sending.input || isListed
  walk.budget.spend((sending.files.length * walk.reported.length) / 8)
  const copied = sending.files.flatMap(({ target }) => contentOf(target, execution.cwd, walk))
  const bodies = [...(fromInput ? makers.input : []), ...copied]
  const sources = [...makers.words, ...bodies]
  walk.budget.spend(sources.length / 32)
  noteSecret(execution, makers.words, bodies, to)
  noteVariable(execution, { channel, to, bodies }, state)
  const inWords = makers.words.filter((maker) => variableOf(maker) === undefined)
  if ([...inWords, ...bodies].some(showsEnvironment)) execution.traits.push("sends-environment")
  execution.effects.push(
    ...namedBy(execution, state).flatMap(({ effects }) =>
      effects.filter(isRead).map((effect) => sent(effect, "request")),
    ),
    ...sources.flatMap((maker) =>
      [...maker.effects.filter(isRead), ...shownBy(maker)].map((effect) => sent(effect, channel)),
    ),
    ...sending.files.map(({ target, recursive }) =>
      sent({ access: "send", target, recursive, cwd: execution.cwd }, channel),
    ),
  )
}

/** What made the name that a login is asked for: ssh "$(head -1 file)@example.com". */
function namedBy(
  { program, arguments: { operands } }: Execution,
  { wordMakers = [] }: ShellState,
): readonly Execution[] {
  if (!/^(ssh|mosh|sftp|autossh)$/.test(program)) return []
  return wordMakers.find(({ word }) => word === operands[0])?.makers ?? []
}

function noteVariable(execution: Execution, telling: Telling, state: ShellState): void {
  if (tellsVariable(execution, telling, state)) execution.traits.push("sends-secret")
}

/** @param bodies What made that which is sent beside the words. */
function noteSecret(
  execution: Execution,
  words: readonly Execution[],
  bodies: readonly Execution[],
  to: readonly string[],
): void {
  if (execution.program === "" && bodies.length === 0) return
  const isTold = words.some((maker) => {
    const hosts = hostsOfSecret(maker)
    return hosts !== undefined && to.length > 0 && !isOwnLogin(execution, to, hosts)
  })
  if (isTold || bodies.some(hostsOfSecret)) execution.traits.push("sends-secret")
}

/** A secret in the words of what reaches the network: curl https://example.com/?token=… */
function tellsSecret({ program, argv, effects }: Execution, { context }: Walk): boolean {
  const { holdsSecret } = context
  if (!holdsSecret || program === "" || !effects.some(({ access }) => access === "fetch")) return false
  return argv.some((word) => holdsSecret(word))
}

/** `cat file > /dev/tcp/host/port`: what the command reads goes there. */
function throughDevice(execution: Execution, makers: readonly Execution[]): Sending | undefined {
  const to = makers
    .filter(({ program }) => program === "")
    .flatMap(({ effects }) => effects.filter(isConnection))
  if (execution.program === "" || to.length === 0) return undefined
  const files = execution.effects.filter(isRead)
  if (showsEnvironment(execution)) execution.traits.push("sends-environment")
  if (hostsOfSecret(execution)) execution.traits.push("sends-secret")
  return { channel: "raw", to: to.map(({ target }) => target), files, input: true }
}

function showsEnvironment({ traits }: Execution): boolean {
  return traits.includes("prints-environment")
}

function isFetch({ access }: Effect): boolean {
  return access === "fetch"
}

function isConnection({ access, target }: Effect): boolean {
  return access === "fetch" && target.startsWith("http://")
}

function sent(effect: Effect, channel: Channel): Effect {
  return { ...effect, access: "send", channel }
}

/** A descriptor, and a device, is no file whose content anybody wants. */
function isRead({ access, target }: Effect): boolean {
  return access === "read" && !/^(-|\/dev\/.*|https?:.*)$/s.test(target)
}

function destinationsOf({ effects }: Execution, { to }: Sending): readonly string[] {
  return to.length > 0 ? to : effects.filter(({ access }) => access === "fetch").map(({ target }) => target)
}

function isDrop(address: string): boolean {
  return DROPS.test(readAddress(address)?.hostname ?? "")
}
