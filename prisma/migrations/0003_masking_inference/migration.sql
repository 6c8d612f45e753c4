-- AlterTable
ALTER TABLE "MaskingRule" ADD COLUMN     "inference" TEXT NOT NULL DEFAULT 'source';
