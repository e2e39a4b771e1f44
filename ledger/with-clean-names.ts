// A ledger that neither keeps nor asks for a secret in a name: every method with a name in it is given the clean one.
import { cleanKey, cleanLimit, cleanName, cleanPart } from "./clean-name.ts"
import { cleanVerdict } from "./insert-verdict.ts"
import type { CallStart, Ledger, Lift, ReadFilter, SpentQuery, SumsPart, Where } from "./ledger.ts"
import type { TryBefore } from "./metrics/try-before.ts"

export function withCleanNames(ledger: Ledger): Ledger {
  return { ...ledger, ...money(ledger), ...limits(ledger), ...permits(ledger), ...rows(ledger) }
}

type Money = Pick<Ledger, "hold" | "rehold" | "settle">

function money(ledger: Ledger): Money {
  return {
    hold: (start, bound, held, caps) => ledger.hold(cleanStart(start), bound, held.map(cleanLimit), caps),
    rehold: (id, to) =>
      ledger.rehold(id, {
        ...to,
        model: cleanName(to.model),
        limits: to.limits.map(cleanLimit),
        after: cleanTry(to.after),
      }),
    settle: (id, settlement) => ledger.settle(id, { ...settlement, model: cleanName(settlement.model) }),
  }
}

/** Also for who is told of a call beside the ledger. */
export function cleanStart(start: CallStart): CallStart {
  return {
    ...start,
    ...cleanPlace(start),
    session: cleanName(start.session),
    modelAsked: cleanName(start.modelAsked),
    provider: cleanName(start.provider),
    after: cleanTry(start.after),
  }
}

function cleanTry(after: TryBefore | undefined): TryBefore | undefined {
  return after && { ...after, model: cleanName(after.model) }
}

type Place = Pick<Where, "rootSession" | "turn" | "run" | "project" | "agent" | "model">

function cleanPlace({ rootSession, turn, run, project, agent, model }: Place): Place {
  return cleanPart({ rootSession, turn, run, project, agent, model })
}

type Limits = Pick<Ledger, "spent" | "standings" | "lift" | "lifts" | "liftsWritten">

function limits(ledger: Ledger): Limits {
  return {
    spent: (query) => ledger.spent(cleanQuery(query)),
    standings: (held, where) => ledger.standings(held.map(cleanLimit), { ...where, ...cleanPlace(where) }),
    lift: (lift) => ledger.lift(cleanLift(lift)),
    lifts: (at, rootSession) => ledger.lifts(at, rootSession && cleanName(rootSession)),
    liftsWritten: (filter) => ledger.liftsWritten(cleanFilter(filter)),
  }
}

function cleanQuery(query: SpentQuery): SpentQuery {
  const { rootSession, turn, run } = query
  const ids = Object.entries(cleanPart({ rootSession, turn, run })).filter(([, id]) => id !== undefined)
  return { ...cleanLimit(query), ...Object.fromEntries(ids) }
}

function cleanLift(lift: Lift): Lift {
  const { rootSession } = lift
  return { ...cleanLimit(lift), rootSession: rootSession && cleanName(rootSession) }
}

type Permits = Pick<Ledger, "offerPermit" | "openPermits" | "grantPermit" | "takePermit">

function permits(ledger: Ledger): Permits {
  const inRoot = <Of extends { rootSession: string }>(asked: Of): Of => ({
    ...asked,
    rootSession: cleanName(asked.rootSession),
  })
  return {
    offerPermit: (offer) =>
      ledger.offerPermit({
        ...inRoot(offer),
        session: cleanName(offer.session),
        call: cleanName(offer.call),
        tool: cleanName(offer.tool),
      }),
    openPermits: (rootSession, at) => ledger.openPermits(cleanName(rootSession), at),
    grantPermit: (said) => ledger.grantPermit(inRoot(said)),
    takePermit: (asked) => ledger.takePermit(inRoot(asked)),
  }
}

type Rows = Pick<
  Ledger,
  | "record"
  | "noteOutcomes"
  | "noteTierChoice"
  | "noteRest"
  | "endRests"
  | "calls"
  | "verdicts"
  | "sums"
  | "countSums"
  | "newestCalls"
  | "newestBlocks"
  | "countBlocked"
  | "callsOfSession"
  | "blocksOf"
>

function rows(ledger: Ledger): Rows {
  const ofPart = <Of extends { part?: SumsPart | undefined }>(query: Of): Of =>
    query.part === undefined ? query : { ...query, part: cleanPart(query.part) }
  return {
    record: (verdict) => ledger.record(cleanVerdict(verdict)),
    noteOutcomes: (notes) =>
      ledger.noteOutcomes(
        notes.map((note) => ({ ...note, session: cleanName(note.session), call: cleanName(note.call) })),
      ),
    noteTierChoice: (choice) =>
      ledger.noteTierChoice({ ...choice, rootSession: cleanName(choice.rootSession) }),
    noteRest: (rest) => ledger.noteRest({ ...rest, key: cleanKey(rest.key) }),
    endRests: (keys) => ledger.endRests(keys.map(cleanKey)),
    calls: (filter) => ledger.calls(cleanFilter(filter)),
    verdicts: (filter) => ledger.verdicts(cleanFilter(filter)),
    sums: (query) => ledger.sums(ofPart(query)),
    countSums: (query) => ledger.countSums(ofPart(query)),
    newestCalls: (query) => ledger.newestCalls(ofPart(query)),
    newestBlocks: (query) => ledger.newestBlocks(ofPart(query)),
    countBlocked: (query) => ledger.countBlocked(ofPart(query)),
    callsOfSession: (rootSession, most) => ledger.callsOfSession(cleanName(rootSession), most),
    blocksOf: (sessions) => ledger.blocksOf(sessions.map((name) => cleanName(name))),
  }
}

function cleanFilter(filter: ReadFilter): ReadFilter {
  return filter.session === undefined ? filter : { ...filter, session: cleanName(filter.session) }
}
