import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

/** False until the first page is shown, which leaves the focus where the browser put it. */
let moved = false;

interface PageHeaderProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons that concern the whole page. */
  readonly actions?: ReactNode;
}

/** A page's heading. It takes the focus when the page opens, so that a screen reader announces the page. */
export function PageHeader({ title, children, actions }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (moved) heading.current?.focus();
    moved = true;
  }, []);
  return (
    <Group justify="space-between" align="flex-start" mb="md">
      <title>{`${title} · Portcullis`}</title>
      <div>
        <Title order={1} ref={heading} tabIndex={-1} className="wrap-anywhere">
          {title}
        </Title>
        {children !== undefined && (
          <Text component="div" c="dimmed" size="sm">
            {children}
          </Text>
        )}
      </div>
      {actions}
    </Group>
  );
}
