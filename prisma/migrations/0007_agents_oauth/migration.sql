-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "grantId" UUID;

-- CreateTable
CREATE TABLE "OAuthClient" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "redirectUris" TEXT[],
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "grantedAt" TIMESTAMPTZ,

    CONSTRAINT "OAuthClient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OAuthGrant" (
    "id" UUID NOT NULL,
    "identityId" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientName" TEXT NOT NULL,
    "scopes" "TokenScope"[],
    "resource" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ,
    "revokedAt" TIMESTAMPTZ,

    CONSTRAINT "OAuthGrant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OAuthSecret" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "grantId" UUID NOT NULL,
    "redirectUri" TEXT,
    "challenge" TEXT,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "usedAt" TIMESTAMPTZ,

    CONSTRAINT "OAuthSecret_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "OAuthDevice" (
    "hash" TEXT NOT NULL,
    "userCode" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientName" TEXT NOT NULL,
    "scopes" "TokenScope"[],
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "lastPolledAt" TIMESTAMPTZ,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "grantId" UUID,

    CONSTRAINT "OAuthDevice_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "OAuthClient_grantedAt_createdAt_idx" ON "OAuthClient"("grantedAt", "createdAt");

-- CreateIndex
CREATE INDEX "OAuthGrant_identityId_idx" ON "OAuthGrant"("identityId");

-- CreateIndex
CREATE INDEX "OAuthSecret_grantId_idx" ON "OAuthSecret"("grantId");

-- CreateIndex
CREATE INDEX "OAuthSecret_expiresAt_idx" ON "OAuthSecret"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "OAuthDevice_userCode_key" ON "OAuthDevice"("userCode");

-- CreateIndex
CREATE INDEX "OAuthDevice_expiresAt_idx" ON "OAuthDevice"("expiresAt");

-- CreateIndex
CREATE INDEX "Token_grantId_idx" ON "Token"("grantId");

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "OAuthGrant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthGrant" ADD CONSTRAINT "OAuthGrant_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthSecret" ADD CONSTRAINT "OAuthSecret_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "OAuthGrant"("id") ON DELETE CASCADE ON UPDATE CASCADE;


