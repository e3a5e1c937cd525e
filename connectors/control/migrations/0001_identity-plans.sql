CREATE TABLE "weft"."identity_plans" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" integer NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"schema" text NOT NULL,
	"hash" text NOT NULL,
	"rules_in_force" text NOT NULL,
	"rules_proposed" text NOT NULL,
	"compared_run" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"report" jsonb
);
--> statement-breakpoint
ALTER TABLE "weft"."identity_plans" ADD CONSTRAINT "identity_plans_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identity_plans_of_rules" ON "weft"."identity_plans" USING btree ("workspace_id","rules_in_force","rules_proposed","created_at");