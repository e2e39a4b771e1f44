// How fast a series grows, by least squares, and how sure that is. Neighbouring samples tell much the same, so that they
// are first averaged to a few blocks, which are nearly independent.

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
    const within = points.slice(from, to)
    return { x: meanOf(within.map(({ x }) => x)), y: meanOf(within.map(({ y }) => y)) }
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
