-- CreateEnum
CREATE TYPE "ApprovalKind" AS ENUM ('statement', 'access');

-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "accessMaxMinutes" INTEGER NOT NULL DEFAULT 480,
ADD COLUMN     "accessRequirements" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "access" JSONB,
ADD COLUMN     "kind" "ApprovalKind" NOT NULL DEFAULT 'statement',
ADD COLUMN     "revokedByName" TEXT,
ADD COLUMN     "statedReason" TEXT,
ALTER COLUMN "sessionId" DROP NOT NULL,
ALTER COLUMN "gatewayId" DROP NOT NULL,
ALTER COLUMN "statementNumber" SET DEFAULT 0,
ALTER COLUMN "ruleId" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "Approval_organizationId_kind_requestedAt_idx" ON "Approval"("organizationId", "kind", "requestedAt" DESC);


