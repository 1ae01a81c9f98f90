import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { smallest } from './layout.ts';

/** What is drawn instead of a screen that has no room. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  return (
    <Box width={columns}>
      <Text>{`Please make the terminal larger: at least ${smallest.columns}x${smallest.rows} (now ${columns}x${rows})`}</Text>
    </Box>
  );
}
