-- AlterTable
ALTER TABLE "Rule" ADD COLUMN     "requirements" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "ownerId" UUID,
ADD COLUMN     "requirements" JSONB NOT NULL DEFAULT '[]';

-- Where one of several groups was enough, each of them is asked from now on: stricter, never less.
UPDATE "Rule" SET "requirements" = COALESCE(
  (SELECT jsonb_agg(jsonb_build_object('group', g, 'count', 1)) FROM unnest("approverGroups") g), '[]');
UPDATE "Approval" a SET
  "requirements" = COALESCE(
    (SELECT jsonb_agg(jsonb_build_object('group', g, 'count', 1)) FROM unnest("approverGroups") g), '[]'),
  "ownerId" = (SELECT i."ownerId" FROM "Identity" i WHERE i."id" = a."requesterId");

-- AlterTable
ALTER TABLE "Rule" DROP COLUMN "approverGroups";

-- AlterTable
ALTER TABLE "Approval" DROP COLUMN "approverGroups";

-- CreateTable
CREATE TABLE "ApprovalVote" (
    "approvalId" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "identityName" TEXT NOT NULL,
    "verdict" "ApprovalStatus" NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApprovalVote_pkey" PRIMARY KEY ("approvalId","identityId")
);

-- CreateIndex
CREATE INDEX "ApprovalVote_identityId_at_idx" ON "ApprovalVote"("identityId", "at");

-- AddForeignKey
ALTER TABLE "ApprovalVote" ADD CONSTRAINT "ApprovalVote_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApprovalVote" ADD CONSTRAINT "ApprovalVote_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Answers that were given before votes were kept.
INSERT INTO "ApprovalVote" ("approvalId", "identityId", "identityName", "verdict", "reason", "at")
SELECT "id", "decidedById", COALESCE("decidedByName", ''),
  CASE WHEN "status" = 'rejected' THEN 'rejected'::"ApprovalStatus" ELSE 'approved' END, "reason", COALESCE("settledAt", "requestedAt")
FROM "Approval" WHERE "decidedById" IS NOT NULL;
