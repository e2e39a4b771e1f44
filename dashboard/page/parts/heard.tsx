// What came, for who hears the page: one sentence at a time, and never two within ten seconds.
import { useEffect, useRef, useState } from "preact/hooks"
import { causeWords } from "../../../config/cause-words.ts"
import type { FeedEvent } from "../../contract.ts"
import { counted, modelName, usd } from "../format.ts"
import { statusWords } from "../words.ts"

const QUIET_MS = 10_000

interface HeardProps {
  /** How many events came. */
  came: number
  newest: FeedEvent | undefined
}

export function Heard({ came, newest }: HeardProps) {
  const [sentence, setSentence] = useState("")
  const told = useRef(came)
  const latest = useRef({ came, newest })
  latest.current = { came, newest }
  useEffect(() => {
    const timer = setInterval(() => {
      const { came: count, newest: event } = latest.current
      if (event && count > told.current)
        setSentence(`${counted(count - told.current, "new event")}. ${sentenceOf(event)}`)
      told.current = count
    }, QUIET_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <p class="unseen" role="status">
      {sentence}
    </p>
  )
}

function sentenceOf(event: FeedEvent): string {
  switch (event.type) {
    case "call":
      return `${modelName(event.model)}, ${causeWords(event.cause)}: ${statusWords(event.status, event.outcome)}, ${usd(event.costUsd)}.`
    case "verdict":
      return `${event.verdict === "allow" ? "Allowed" : "Blocked"}: ${event.subject ?? event.tool}.`
    case "lift":
      return `A person lifted ${event.name}.`
    case "alert":
      return event.text
  }
}
