import Handlebars from 'handlebars';
import { messageOf } from '../../connectors/errors.ts';

export type TemplateReferences =
  | {
      /** The first two steps of each path that reads the row itself: `['traits', 'lifetime_value']`, `['email']`. */
      paths: string[][];
    }
  | { fault: string };

/** What a Handlebars template reads from its row, or why it is no template. */
export function templateReferences(template: string): TemplateReferences {
  const reader = new ReferenceReader();
  try {
    reader.accept(Handlebars.parse(template));
  } catch (error) {
    return { fault: messageOf(error).split('\n').join(' ') };
  }
  return { paths: reader.paths };
}

class ReferenceReader extends Handlebars.Visitor {
  readonly paths: string[][] = [];

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    // With arguments it is the name of a helper, not of a value.
    if (isPath(statement.path) && !hasArguments(statement)) this.PathExpression(statement.path);
    this.acceptArray(statement.params);
    if (statement.hash) this.accept(statement.hash);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.acceptArray(expression.params);
    if (expression.hash) this.accept(expression.hash);
  }

  /** Within `#each` and `#with` a bare name is one of theirs, so only what the block is given is read. */
  override BlockStatement(block: hbs.AST.BlockStatement): void {
    this.acceptArray(block.params);
    const changesContext = isPath(block.path) && ['each', 'with'].includes(block.path.original);
    if (changesContext) return;
    this.accept(block.program);
    if (block.inverse) this.accept(block.inverse);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    if (path.data || path.depth > 0 || path.parts.length === 0) return;
    this.paths.push(path.parts.slice(0, 2));
  }
}

const hasArguments = ({ params, hash }: hbs.AST.MustacheStatement): boolean =>
  params.length > 0 || (hash?.pairs.length ?? 0) > 0;

const isPath = (node: hbs.AST.Expression): node is hbs.AST.PathExpression => node.type === 'PathExpression';
