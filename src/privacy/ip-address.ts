import ipaddr from 'ipaddr.js'

/** Names under which SDKs and servers send the address of a person. */
export const ipProperties = ['$ip', 'ip', '$initial_ip', 'ip_address'] as const

/**
 * The network of an address: an IPv4 address without its last 8 bits, an IPv6 address without its last 80. `undefined`:
 * no address.
 */
export function truncatedIp(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return undefined
  // An IPv4 address may come in the clothes of IPv6.
  const address = ipaddr.process(text)
  return address.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/24`).toString()
    : ipaddr.IPv6.networkAddressFromCIDR(`${address.toNormalizedString()}/48`).toString()
}
