// Minimises a smooth convex function by L-BFGS with a backtracking line search. Deterministic.

/** Fills `gradient` and returns the value at `point`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

const MEMORY = 8
const ENOUGH_DECREASE = 1e-4
const HALVINGS_AT_MOST = 30

interface Step {
  moved: Float64Array
  turned: Float64Array
  rho: number
}

export function minimise(objective: Objective, size: number, iterations: number): Float64Array {
  let point: Float64Array = new Float64Array(size)
  let gradient: Float64Array = new Float64Array(size)
  let value = objective(point, gradient)
  const steps: Step[] = []
  for (let round = 0; round < iterations; round += 1) {
    const direction = descent(gradient, steps)
    const slope = dot(direction, gradient)
    if (slope > -1e-12) break
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1
    let next = point
    let nextGradient = gradient
    let nextValue = value
    for (let halving = 0; halving < HALVINGS_AT_MOST; halving += 1) {
      next = point.slice()
      addScaled(next, direction, length)
      nextGradient = new Float64Array(size)
      nextValue = objective(next, nextGradient)
      if (nextValue <= value + ENOUGH_DECREASE * length * slope) break
      length /= 2
    }
    const moved = next.slice()
    addScaled(moved, point, -1)
    const turned = nextGradient.slice()
    addScaled(turned, gradient, -1)
    const curvature = dot(moved, turned)
    if (curvature > 1e-14) steps.push({ moved, turned, rho: 1 / curvature })
    if (steps.length > MEMORY) steps.shift()
    const gained = value - nextValue
    point = next
    gradient = nextGradient
    value = nextValue
    if (gained < 1e-9 * Math.max(1, Math.abs(value))) break
  }
  return point
}

/** The two-loop recursion: minus the gradient, bent by the curvature of the latest steps. */
function descent(gradient: Float64Array, steps: Step[]): Float64Array {
  const direction = gradient.map((each) => -each)
  const factors: number[] = []
  for (const { moved, turned, rho } of steps.toReversed()) {
    const factor = rho * dot(moved, direction)
    factors.push(factor)
    addScaled(direction, turned, -factor)
  }
  const last = steps.at(-1)
  if (last) {
    const scale = 1 / (last.rho * dot(last.turned, last.turned))
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * scale
  }
  for (const { moved, turned, rho } of steps) {
    const factor = factors.pop() ?? 0
    addScaled(direction, moved, factor - rho * dot(turned, direction))
  }
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) + factor * (from[at] ?? 0)
}
