// All of Ink and React comes with this: the program loads it only when it draws.
export { runGuests } from './guests/render.tsx';
export { runWizard } from './render.tsx';
export { chooseGlyphs } from './ui/glyphs.ts';
