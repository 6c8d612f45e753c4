-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "groupMapping" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "ProviderSignIn" (
    "identityId" UUID NOT NULL,
    "claims" JSONB NOT NULL,
    "mappedGroups" TEXT[],
    "ownRole" "Role",
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "ProviderSignIn_pkey" PRIMARY KEY ("identityId")
);

-- AddForeignKey
ALTER TABLE "ProviderSignIn" ADD CONSTRAINT "ProviderSignIn_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;
