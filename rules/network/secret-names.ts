// Which variables hold a secret, by their names.

/** What is asked for by such a name is a secret: AWS_SECRET_ACCESS_KEY, NPM_TOKEN, db_password. */
const SECRET =
  /(?:^|_|[a-z](?=[A-Z]))(?:secrets?|tokens?|passw(?:or)?d|passphrase|pwd|pat|credentials?|api_?keys?|apikey|private_?key|access_?key|auth_?key|signing_?key|encryption_?key|service_?key|master_?key|secret_?key)(?:_(?:id|value|base64|b64|json|prod|production|dev|staging|live|test|main|ro|rw|\d+))?\d*$/i
/** Where one lies, how long it lives, and what is called a token or key without being a secret. */
const PLAIN =
  /(?:^|_)(?:max|min|num|count|total|csrf|xsrf|next|page|continuation|sync|cursor|cancel|public|old)_?(?:tokens?|key)|^(?:old)?pwd$|access_key_id$/i

export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !PLAIN.test(name)
}
