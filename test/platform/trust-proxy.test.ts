import { readConfig } from '../../src/platform/config';
import { addressKey } from '../../src/server/client-address';

test.each([
  { text: '', read: null },
  { text: '1', read: 1 },
  { text: '10', read: 10 },
  { text: '192.0.2.1', read: ['192.0.2.1'] },
  { text: '10.0.0.0/8, 2001:db8::/32,loopback', read: ['10.0.0.0/8', '2001:db8::/32', 'loopback'] },
])("TRUST_PROXY='$text' trusts $read", ({ text, read }) => {
  expect(readConfig({ TRUST_PROXY: text }).trustedProxies).toEqual(read);
});

test.each(
  [
    ...['true', 'yes', '0', '11', '-1', '1.5', '*', 'proxy.example', '10.0.0.0/0', '10.0.0.0/33', '10.0.0.0/', '::/0'],
    ...['2001:db8::/129', '10.0.0.0/8/8', '10.0.0.1,', ',', '10.0.0', '1,2', '10.0.0.0/255.0.0.0', 'Loopback'],
  ].map((text) => ({ text })),
)("TRUST_PROXY='$text' is refused, since it would trust every client, or none that is meant", ({ text }) => {
  expect(() => readConfig({ TRUST_PROXY: text })).toThrow(
    'Invalid environment variables: TRUST_PROXY must be the number of proxies, from 1 to 10, or their addresses',
  );
});

test.each([
  { address: '192.0.2.1', key: '192.0.2.1' },
  { address: '::ffff:192.0.2.1', key: '192.0.2.1' },
  { address: '2001:db8:1:2:3:4:5:6', key: '2001:db8:1:2' },
  { address: '2001:0DB8:0001:0002::1', key: '2001:db8:1:2' },
  { address: '2001:db8::1', key: '2001:db8:0:0' },
  { address: '2001:db8:0:0:1::', key: '2001:db8:0:0' },
  { address: '::1', key: '0:0:0:0' },
  { address: '::', key: '0:0:0:0' },
  { address: 'fe80::1%eth0', key: 'fe80:0:0:0' },
  { address: '64:ff9b::192.0.2.1', key: '64:ff9b:0:0' },
  { address: 'a proxy wrote: this', key: 'a proxy wrote: this' },
])('$address counts as $key: a client has a whole IPv6 network of addresses', ({ address, key }) => {
  expect(addressKey(address)).toBe(key);
});
