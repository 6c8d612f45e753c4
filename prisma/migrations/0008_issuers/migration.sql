-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "connections" TEXT[],
ADD COLUMN     "digest" TEXT,
ADD COLUMN     "isForTool" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "issuerId" UUID,
ADD COLUMN     "onBehalfOfId" UUID,
ADD COLUMN     "parentId" UUID,
ADD COLUMN     "purpose" TEXT,
ADD COLUMN     "rowBudget" INTEGER;

-- AlterTable
ALTER TABLE "Rule" ADD COLUMN     "origins" TEXT[];

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "actors" TEXT[],
ADD COLUMN     "issuerId" UUID,
ADD COLUMN     "onBehalfOfId" UUID,
ADD COLUMN     "onBehalfOfName" TEXT,
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'unknown',
ADD COLUMN     "purpose" TEXT;

-- CreateTable
CREATE TABLE "Issuer" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "algorithms" TEXT[],
    "authorizedParties" TEXT[],
    "maxTokenHours" INTEGER NOT NULL DEFAULT 24,
    "keysFrom" TEXT NOT NULL DEFAULT 'discovery',
    "jwksUrl" TEXT,
    "jwks" JSONB NOT NULL DEFAULT '{"keys":[]}',
    "keysFetchedAt" TIMESTAMPTZ,
    "keysTriedAt" TIMESTAMPTZ,
    "keysProblem" TEXT,
    "claimRules" JSONB NOT NULL DEFAULT '[]',
    "linkByEmail" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "Issuer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityLink" (
    "issuerId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "identityId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdentityLink_pkey" PRIMARY KEY ("issuerId","subject")
);

-- CreateIndex
CREATE UNIQUE INDEX "Issuer_organizationId_name_key" ON "Issuer"("organizationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Issuer_organizationId_url_key" ON "Issuer"("organizationId", "url");

-- CreateIndex
CREATE INDEX "IdentityLink_identityId_idx" ON "IdentityLink"("identityId");

-- CreateIndex
CREATE INDEX "Token_parentId_idx" ON "Token"("parentId");

-- CreateIndex
CREATE UNIQUE INDEX "Token_issuerId_digest_key" ON "Token"("issuerId", "digest");

-- CreateIndex
CREATE INDEX "Session_tokenId_idx" ON "Session"("tokenId");

-- CreateIndex
CREATE INDEX "Session_onBehalfOfId_idx" ON "Session"("onBehalfOfId");

-- AddForeignKey
ALTER TABLE "Issuer" ADD CONSTRAINT "Issuer_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityLink" ADD CONSTRAINT "IdentityLink_issuerId_fkey" FOREIGN KEY ("issuerId") REFERENCES "Issuer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityLink" ADD CONSTRAINT "IdentityLink_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_onBehalfOfId_fkey" FOREIGN KEY ("onBehalfOfId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_issuerId_fkey" FOREIGN KEY ("issuerId") REFERENCES "Issuer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Token"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_onBehalfOfId_fkey" FOREIGN KEY ("onBehalfOfId") REFERENCES "Identity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_issuerId_fkey" FOREIGN KEY ("issuerId") REFERENCES "Issuer"("id") ON DELETE SET NULL ON UPDATE CASCADE;


