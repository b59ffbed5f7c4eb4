import { Code, Text } from '@mantine/core';

/** The details of an event, folded away. */
export function EventDetails({ payload }: { readonly payload: unknown }) {
  return (
    <Text component="details" size="sm">
      <summary>Details</summary>
      <Code block tabIndex={0}>
        {JSON.stringify(payload, null, 2)}
      </Code>
    </Text>
  );
}
