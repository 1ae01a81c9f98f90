import { createContext, useContext } from 'react';
import { type Glyphs, glyphSets } from './glyphs.ts';
import { type Theme, themeFor } from './theme.ts';

/** How to draw: chosen once when the program starts. */
export interface Ui {
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  /** No rules, bars and frames; words instead. */
  readonly screenReader: boolean;
}

export const UiContext = createContext<Ui>({ glyphs: glyphSets.ascii, theme: themeFor(true), screenReader: false });

export const useUi = (): Ui => useContext(UiContext);
