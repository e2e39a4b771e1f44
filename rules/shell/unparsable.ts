// Thrown inside the engine when no command can be made out of a text; it becomes a denial.
export class Unparsable extends Error {}
