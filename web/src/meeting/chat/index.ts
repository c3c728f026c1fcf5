export { RoomChat } from "./chat-panel.js";
