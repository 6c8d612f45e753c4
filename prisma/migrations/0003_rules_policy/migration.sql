-- CreateEnum
CREATE TYPE "TokenScope" AS ENUM ('connect', 'read', 'manage');

-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "scope" "TokenScope" NOT NULL DEFAULT 'connect';

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "passwordReference" TEXT;

-- AlterTable
ALTER TABLE "ConnectionTest" ADD COLUMN     "isReference" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Rule" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "MaskingRule" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "identityGroups" TEXT[],
ADD COLUMN     "identityKind" "IdentityKind";

-- What earlier sessions were to the rules is taken from what their identities are now.
UPDATE "Session" s SET "identityKind" = i."kind", "identityGroups" = ARRAY(
  SELECT g."name" FROM "_GroupToIdentity" m JOIN "Group" g ON g."id" = m."A" WHERE m."B" = i."id"
) FROM "Identity" i WHERE i."id" = s."identityId";

ALTER TABLE "Session" ALTER COLUMN "identityKind" SET NOT NULL;

-- AlterTable
ALTER TABLE "Statement" ADD COLUMN     "operationSetId" UUID;

-- CreateTable
CREATE TABLE "PolicyVersion" (
    "organizationId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "authorId" UUID,
    "authorName" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PolicyVersion_pkey" PRIMARY KEY ("subjectId","number")
);

-- CreateTable
CREATE TABLE "ConnectionCatalogue" (
    "connectionId" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "content" JSONB,
    "readAt" TIMESTAMPTZ,
    "problem" TEXT,
    "requestedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "takenById" UUID,

    CONSTRAINT "ConnectionCatalogue_pkey" PRIMARY KEY ("connectionId")
);

-- CreateTable
CREATE TABLE "OperationSet" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "operations" JSONB NOT NULL,

    CONSTRAINT "OperationSet_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PolicyVersion_organizationId_kind_at_idx" ON "PolicyVersion"("organizationId", "kind", "at" DESC);

-- AddForeignKey
ALTER TABLE "PolicyVersion" ADD CONSTRAINT "PolicyVersion_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectionCatalogue" ADD CONSTRAINT "ConnectionCatalogue_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OperationSet" ADD CONSTRAINT "OperationSet_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Statement" ADD CONSTRAINT "Statement_operationSetId_fkey" FOREIGN KEY ("operationSetId") REFERENCES "OperationSet"("id") ON DELETE SET NULL ON UPDATE CASCADE;



-- The rules that are there begin their history.
INSERT INTO "PolicyVersion" ("organizationId", "kind", "subjectId", "number", "name", "action", "content", "authorName", "at")
SELECT r."organizationId", 'rule', r."id", 1, r."name", 'create',
  to_jsonb(r) - ARRAY['id', 'organizationId', 'version', 'createdAt', 'updatedAt'], 'Sallyport', r."updatedAt"
FROM "Rule" r;

INSERT INTO "PolicyVersion" ("organizationId", "kind", "subjectId", "number", "name", "action", "content", "authorName", "at")
SELECT m."organizationId", 'masking-rule', m."id", 1, m."name", 'create',
  to_jsonb(m) - ARRAY['id', 'organizationId', 'version', 'createdAt', 'updatedAt'], 'Sallyport', m."updatedAt"
FROM "MaskingRule" m;
