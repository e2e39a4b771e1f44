// How fast what a process keeps grows, by least squares, and how sure that is. What is under way only ever adds to a sample,
// and neighbouring samples tell much the same: of each of a few blocks only the least sample counts.

export interface Slope {
  /** A unit of y for a unit of x. */
  mean: number
  /** 95 %. */
  low: number
  high: number
}

const BLOCKS = 12
/** Student's t for 95 % and ten degrees of freedom. */
const T = 2.228

/** @throws {Error} for fewer points than blocks. */
export function slopeOf(points: readonly { x: number; y: number }[]): Slope {
  if (points.length < BLOCKS) throw new Error(`${points.length} samples tell no slope`)
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const [from, to] = [index, index + 1].map((at) => Math.floor((at * points.length) / BLOCKS))
    return points.slice(from, to).reduce((least, point) => (point.y < least.y ? point : least))
  })
  const [x, y] = [meanOf(blocks.map((block) => block.x)), meanOf(blocks.map((block) => block.y))]
  const spread = sum(blocks.map((block) => (block.x - x) ** 2))
  const mean = sum(blocks.map((block) => (block.x - x) * (block.y - y))) / spread
  const left = sum(blocks.map((block) => (block.y - y - mean * (block.x - x)) ** 2))
  const error = T * Math.sqrt(left / (BLOCKS - 2) / spread)
  return { mean, low: mean - error, high: mean + error }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function meanOf(values: number[]): number {
  return sum(values) / values.length
}
