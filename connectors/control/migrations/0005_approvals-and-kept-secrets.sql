CREATE TABLE "weft"."kept_secrets" (
	"workspace_id" integer NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kept_secrets_workspace_id_name_pk" PRIMARY KEY("workspace_id","name")
);
--> statement-breakpoint
CREATE TABLE "weft"."plan_approvals" (
	"workspace_id" integer NOT NULL,
	"run_id" text NOT NULL,
	"plan_hash" text NOT NULL,
	"approved_by" text NOT NULL,
	"approved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_approvals_workspace_id_run_id_plan_hash_approved_by_pk" PRIMARY KEY("workspace_id","run_id","plan_hash","approved_by")
);
--> statement-breakpoint
CREATE TABLE "weft"."oauth_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" integer NOT NULL,
	"state_hash" text NOT NULL,
	"session_id" text NOT NULL,
	"actor" text NOT NULL,
	"type" text NOT NULL,
	"draft" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"verifier" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"outcome" text,
	"said" text,
	CONSTRAINT "oauth_requests_state_hash_unique" UNIQUE("state_hash")
);
--> statement-breakpoint
ALTER TABLE "weft"."kept_secrets" ADD CONSTRAINT "kept_secrets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."plan_approvals" ADD CONSTRAINT "plan_approvals_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."oauth_requests" ADD CONSTRAINT "oauth_requests_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."oauth_requests" ADD CONSTRAINT "oauth_requests_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "weft"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "oauth_requests_ending" ON "weft"."oauth_requests" USING btree ("expires_at");