// Whether an event of the feed is of the part that was asked for. Pure.
import type { FeedEvent } from "../contract.ts"
import type { Filter } from "./read-filter.ts"

type Asked = Pick<Filter, "part" | "rule">

/**
 * A verdict has no tier and no model, so that it is not wanted where one is asked for. Lifts and alerts are about money, so that they are wanted wherever no rule is asked
 * for.
 */
export function isWanted(event: FeedEvent, { part, rule }: Asked): boolean {
  const { project, session, agent, tier, model } = part
  switch (event.type) {
    case "call":
      return (
        rule === undefined &&
        is(project, event.project) &&
        is(session, event.rootSession) &&
        is(agent, event.agent) &&
        is(tier, event.tier ?? "") &&
        is(model, event.model)
      )
    case "verdict":
      return (
        (event.verdict !== "allow" || event.lifted) &&
        tier === undefined &&
        model === undefined &&
        is(rule, event.rule ?? "none") &&
        is(project, event.project) &&
        is(session, event.rootSession) &&
        is(agent, event.agent)
      )
    case "lift":
      return rule === undefined && (event.session === null || is(session, event.session))
    case "alert":
      return rule === undefined
  }
}

function is(asked: string | undefined, there: string): boolean {
  return asked === undefined || asked === there
}
