-- AlterTable
ALTER TABLE "MaskingRule" ADD COLUMN     "customDetectors" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';
