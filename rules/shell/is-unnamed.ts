// Whether nothing is known of a file's name: `$FILE`, `$DIR/$FILE`; of `$DIR/build.sh` enough is known to judge it by.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"

export function isUnnamed(path: string): boolean {
  return path.startsWith(UNKNOWN) && posix.basename(path).startsWith(UNKNOWN)
}
