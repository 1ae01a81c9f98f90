// Loaded with the first program that is run.
export { execa } from 'execa';
