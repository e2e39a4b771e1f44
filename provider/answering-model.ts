// Which model really answered: OpenRouter may go to another one than was asked, and bills that one.
import { findModel, type Model } from "../ledger/index.ts"

/** @param named As the answer's chunks have it; a name that the catalogue does not know says nothing. */
export function answeringModel(asked: Model, named: string | undefined): Model {
  if (named === undefined || asked.id === named || asked.id.startsWith(`${named}:`)) return asked
  return findModel(named) ?? asked
}
