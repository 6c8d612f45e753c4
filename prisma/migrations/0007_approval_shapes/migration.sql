-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "holdInTransactionSeconds" INTEGER NOT NULL DEFAULT 600,
ADD COLUMN     "holdWithLocksSeconds" INTEGER NOT NULL DEFAULT 120;

-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "alike" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "grantId" UUID,
ADD COLUMN     "impact" JSONB,
ADD COLUMN     "leftAt" TIMESTAMPTZ,
ADD COLUMN     "shape" TEXT,
ADD COLUMN     "shapeDigest" TEXT;

-- AlterTable
ALTER TABLE "ApprovalVote" ADD COLUMN     "minutes" INTEGER,
ADD COLUMN     "times" INTEGER;

-- CreateTable
CREATE TABLE "ShapeGrant" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "requesterId" UUID NOT NULL,
    "requesterName" TEXT NOT NULL,
    "connectionName" TEXT NOT NULL,
    "shape" TEXT NOT NULL,
    "shapeDigest" TEXT NOT NULL,
    "ruleId" UUID NOT NULL,
    "ruleName" TEXT NOT NULL,
    "approvalId" UUID NOT NULL,
    "decidedByName" TEXT NOT NULL,
    "times" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "revokedAt" TIMESTAMPTZ,
    "revokedByName" TEXT,

    CONSTRAINT "ShapeGrant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ShapeGrant_organizationId_createdAt_idx" ON "ShapeGrant"("organizationId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ShapeGrant_shapeDigest_idx" ON "ShapeGrant"("shapeDigest");

-- CreateIndex
CREATE INDEX "Approval_requesterId_digest_idx" ON "Approval"("requesterId", "digest");

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "ShapeGrant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShapeGrant" ADD CONSTRAINT "ShapeGrant_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShapeGrant" ADD CONSTRAINT "ShapeGrant_requesterId_fkey" FOREIGN KEY ("requesterId") REFERENCES "Identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


