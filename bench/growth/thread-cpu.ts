// CPU time of this very thread, which a busy machine changes little: the clock of the C library, since Bun has none.
import { dlopen, FFIType, ptr } from "bun:ffi"

const CLOCK_THREAD_CPUTIME_ID = 3
const LIBRARY = "libc.so.6"

const time = new BigInt64Array(2)
const read = process.platform === "linux" ? clock() : undefined

function clock(): (clockId: number, time: number) => number {
  const { symbols } = dlopen(LIBRARY, {
    clock_gettime: { args: [FFIType.i32, FFIType.ptr], returns: FFIType.i32 },
  })
  return symbols.clock_gettime as (clockId: number, time: number) => number
}

const address = ptr(time)

/** @returns milliseconds from some moment on; NaN where the system is not Linux. */
export function threadCpuMs(): number {
  if (!read) return Number.NaN
  read(CLOCK_THREAD_CPUTIME_ID, address)
  return Number(time[0]) * 1e3 + Number(time[1]) / 1e6
}
