// Thrown inside the engine when a command is larger or deeper than can be judged at once; it becomes a denial.
export class TooComplex extends Error {}
