// Questions at a terminal, by @clack/prompts, which is loaded only when one is asked.

export interface Choice<T extends string> {
  value: T
  label: string
  hint?: string
}

/** Each is undefined when the person broke off. */
export interface Dialogue {
  /** What is typed is not shown. @param check The sentence on why it can not be. */
  secret: (question: string, check: (text: string) => string | undefined) => Promise<string | undefined>
  /** The first choice is the one that Enter takes. */
  choose: <T extends string>(question: string, choices: Choice<T>[]) => Promise<T | undefined>
}

/** Talk, so on stderr. */
const output = process.stderr

export const clackDialogue: Dialogue = {
  secret: async (message, check) => {
    const { isCancel, password } = await import("@clack/prompts")
    const answer = await password({ message, validate: (text) => check(text ?? ""), output })
    return isCancel(answer) ? undefined : (answer ?? "")
  },
  choose: async <T extends string>(message: string, choices: Choice<T>[]) => {
    const { isCancel, select } = await import("@clack/prompts")
    const options = choices.map(({ value, label, hint }) => ({
      value: value as string,
      label,
      hint: hint ?? "",
    }))
    const answer = await select({ message, options, output })
    return isCancel(answer) ? undefined : choices.find(({ value }) => value === answer)?.value
  },
}
