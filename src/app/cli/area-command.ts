import type { Command } from 'commander';

/** The command of an area; several files may add verbs to one. */
export function areaCommand(program: Command, name: string, description: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(description);
}
