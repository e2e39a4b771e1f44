// Notes what of a run its exit code has to tell: was a permission rejected, was anything done after it, and did an error end it.
export interface Outcome {
  note: (event: unknown) => void
  /** A permission was rejected and nothing was done since. */
  rejected: () => boolean
  /** An error ended OpenCode's work. */
  failed: () => boolean
}

interface LooseEvent {
  type?: string
  properties?: { reply?: string; response?: string; part?: { type?: string; state?: { status?: string } } }
}

export function watchOutcome(): Outcome {
  const state = { rejected: false, failed: false }
  return {
    rejected: () => state.rejected,
    failed: () => state.failed,
    note: (event) => {
      const { type, properties } = event as LooseEvent
      if (type === "permission.replied" && (properties?.reply ?? properties?.response) === "reject")
        state.rejected = true
      if (type === "session.error") state.failed = true
      const part = properties?.part
      const worked = part?.type === "text" || (part?.type === "tool" && part.state?.status === "completed")
      if (type === "message.part.updated" && worked) state.rejected = false
    },
  }
}
