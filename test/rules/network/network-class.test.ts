// An address is told for what it reaches, however it is written.
import { expect, test } from "bun:test"
import { networkClass } from "../../../rules/network/network-class.ts"

test.each([
  ["http://169.254.169.254/latest", "metadata"],
  ["http://2852039166/", "metadata"],
  ["http://0xa9fea9fe/", "metadata"],
  ["http://0251.0376.0251.0376/", "metadata"],
  ["http://[::ffff:a9fe:a9fe]/", "metadata"],
  ["http://[64:ff9b::a9fe:a9fe]/", "metadata"],
  ["http://[2002:a9fe:a9fe::1]/", "metadata"],
  ["http://169.254.169.254.nip.io", "metadata"],
  ["http://a9fea9fe.nip.io", "metadata"],
  ["http://x@169.254.169.254./", "metadata"],
  ["http://①⑥⑨.254.169.254/", "metadata"],
  ["http://METADATA.google.internal./", "metadata"],
  ["gopher://2852039166:80/_x", "metadata"],
  ["http://10.0.0.1", "private"],
  ["http://[fd12::1]/", "private"],
  ["http://100.64.0.1", "private"],
  ["http://intranet/", "private"],
  ["http://user:p@10.1.2.3:8080/x", "private"],
  ["http://127.1", "loopback"],
  ["[::1]:80", "loopback"],
  ["localhost:3000", "loopback"],
  ["http://169.254.169.254:80@example.com/", "public"],
  ["https://example.com/10.0.0.1", "public"],
  ["http://\0/x", "untold"],
] as const)("%j is %s", (address, expected) => {
  expect(networkClass(address)).toBe(expected)
})
