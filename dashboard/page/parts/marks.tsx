// Small things that stand in many places: a tier, a time, a bar, a number with its name.
import type { ComponentChildren } from "preact"
import { exact, fromNow } from "../format.ts"

export function TierMark({ tier }: { tier: string | null }) {
  const name = tier === null || tier === "" ? "none" : tier
  return <span class={`tier tier-${name}`}>{name === "none" ? "no tier" : name}</span>
}

export function Ago({ time, now }: { time: string; now: number }) {
  return (
    <time dateTime={time} title={exact(time)}>
      {fromNow(time, now)}
    </time>
  )
}

/** @param share 0 to 1, of the longest. */
export function Bar({ share, tone = "accent" }: { share: number; tone?: string }) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`
  return (
    <span class="bar" aria-hidden="true">
      <span class={`fill ${tone}`} style={{ width }} />
    </span>
  )
}

interface StatProps {
  name: string
  value: string
  note?: ComponentChildren
  tone?: "good" | "bad" | undefined
}

export function Stat({ name, value, note, tone }: StatProps) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>
        <span class={tone ? `value ${tone}` : "value"}>{value}</span>
        {note !== undefined && <span class="note">{note}</span>}
      </dd>
    </div>
  )
}

/** One of a few; the others are a press away. */
interface ChoiceProps {
  label: string
  options: readonly { value: string; title: string }[]
  value: string
  onChoose: (value: string) => void
}

export function Choice({ label, options, value, onChoose }: ChoiceProps) {
  return (
    <fieldset class="choice">
      <legend class="unseen">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.title}
        </button>
      ))}
    </fieldset>
  )
}
