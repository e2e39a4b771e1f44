// Whether something in a text is certainly a secret.
import { findSecrets } from "./find-secrets.ts"

export function holdsSecret(text: string): boolean {
  return findSecrets(text).some(({ certain }) => certain)
}
