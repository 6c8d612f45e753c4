-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "approversNeedFactor" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "stepUp" TEXT NOT NULL DEFAULT 'off',
ADD COLUMN     "stepUpMinutes" INTEGER NOT NULL DEFAULT 15;

-- AlterTable
ALTER TABLE "ConsoleSession" ADD COLUMN     "awaitsFactor" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "factorAt" TIMESTAMPTZ;

-- CreateTable
CREATE TABLE "SecondFactor" (
    "identityId" UUID NOT NULL,
    "sealedSecret" BYTEA NOT NULL,
    "confirmedAt" TIMESTAMPTZ,
    "lastStep" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "notBefore" TIMESTAMPTZ,

    CONSTRAINT "SecondFactor_pkey" PRIMARY KEY ("identityId")
);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "identityId" UUID NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "RecoveryCode_pkey" PRIMARY KEY ("identityId","hash")
);

-- AddForeignKey
ALTER TABLE "SecondFactor" ADD CONSTRAINT "SecondFactor_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RecoveryCode" ADD CONSTRAINT "RecoveryCode_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;
