-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "signIn" TEXT NOT NULL DEFAULT 'scram';
