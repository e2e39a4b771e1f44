// A view was asked for what it can not show: a sentence for the person.

export class ViewError extends Error {}
